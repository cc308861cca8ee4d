0@problemName Tones
@timeStamps false
@missing false
@univariate false
@dimensions 2
@equalLength true
@seriesLength 9223372036854775807
@classLabel true low high
@data
0,1,2,3:0,2,4,6:low
1,2,3,4,5:0,2,4,6,8:high
2,3,4,5,6,7:0,2,4,6,8,10:low
