8@th+ high
@data
0,1:0,2,44,6:low
