8@problemName Tones
@timeStamps false
@missing false
@univariate false
@dimensions 2
@equalLength false
@classLabel true low high
@data
@problemName Tones
@timeStamps false
@missing false
@univariate false
@dimensions 2
@equalLength false
@classLabel true low high
@data
0,1,2,3:0,2,4,6:low
1,2,3,4,5:0,2,4,6,8:high
2,3,4,5,6,7:0,2,4,6,8,10:low
3,4,5,6:0,2,4,6:high
4,5,6,7,8:0,2,4,6,8:low
5,6,7,8,9,10:0,2,4,6,8,10:high
6,7,8,9:0,2,4,6:low
7,8,9,10,11:0,2,4,6,8:high
8,9,10,11,12,13:0,2,4,6,8,10:low
9,10,11,12:0,2,4,6:high
10,11,12,13,14:0,2,4,6,8:low
11,12,13,14,15,16:0,2,4,6,8,10:high
12,13,14,15:0,2,4,6:low
13,14,15,16,17:0,2,4,6,8:high
14,15,16,17,18,19:0,2,4,6,8,10:low
15,16,17,18:0,2,4,6:high
16,17,18,19,20:0,2,4,6,8:low
17,18,19,20,21,22:0,2,4,6,8,10:high
18,19,20,21:0,2,4,6:low
19,20,21,22,23:0,2,4,6,8:high
20,21,22,23,24,25:0,2,4,6,8,10:low
21,22,23,24:0,2,4,6:high
22,23,24,25,26:0,2,4,6,8:low
23,24,25,26,27,28:0,2,4,6,8,10:high
