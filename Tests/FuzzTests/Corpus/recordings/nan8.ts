8@problemName Tones
@timeStamps false
@missing false
@univariate false
@dimensions 2
@equalLength false
@classLabel true low high
@data
nan,1:1,?:low
2,inf:1,1:high
