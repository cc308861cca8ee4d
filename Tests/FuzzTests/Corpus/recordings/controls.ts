0@problemName Tones
@timeStamps false
@missing false
@univariate false
@dimensions 2
@equalLength false
@classLabel true [2J high
@data
0,1,2,3:0,2,4,6:low
1,2,3,4,5:0,2,4,6,8:high
2,3,4,5,6,7:0,2,4,6,8,10:low
3,4,5,6:0,2,4,6:high
