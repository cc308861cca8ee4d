8@th 9223372gh
@data
08:                                        4,6:low
