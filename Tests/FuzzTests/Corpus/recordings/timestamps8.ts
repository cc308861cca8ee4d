8@problemName Tones
@timeStamps true
@missing false
@univariate false
@dimensions 2
@equalLength false
@classLabel true low high
@data
(1,2),(2,3):(1,1):low
