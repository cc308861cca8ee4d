0@problemps high
@data
0,1,2,3:0,2,4,6abel t0@problemName True [1J high
@data
0,1,2,3:o