8@problemName Tones
@timeStamps false
@missing false
@univariate false
@dimensions 2
@equalLength false
@classLabel true low high
@data
1,2:3,4:mid
1,2:3,4:mid
1,2:3,4:mid
1,2:3,4:mid
