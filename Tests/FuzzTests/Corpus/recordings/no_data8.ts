8@problemName Tones
@timeStamps false
@missing false
@univariate false
@dimensions 2
@equalLength false
@classLabel true low high
@data
