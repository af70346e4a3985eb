"""The units and what they are worth: rows of `name factor symbol aliases…`, one table per category.

The factor says how many of the category's first unit one of them is, as an exact product or quotient.
Sources: the SI Brochure (9th edition) with CODATA 2018 for eV; the international yard and pound agreement
of 1959 and NIST Handbook 44 for feet, pounds, gallons and bushels; the UK Weights and Measures Act 1985
for imperial volumes; ISO 80000-13 and IEC 80000-13 for bytes; the IAU for astronomical lengths; the
International Table calorie's BTU; the mean Gregorian year (365.2425 days) for years and months.
"""

TABLES: dict[str, str] = {
    "length": """
        meter               1                       m       metre
        kilometer           1000                    km      kilometre
        centimeter          0.01                    cm      centimetre
        millimeter          0.001                   mm      millimetre
        micrometer          1e-6                    µm      micrometre um micron
        nanometer           1e-9                    nm      nanometre
        inch                0.0254                  in      inches
        foot                0.3048                  ft      feet
        yard                0.9144                  yd
        mile                1609.344                mi
        nautical_mile       1852                    nmi
        astronomical_unit   149597870700            au
        light_year          9460730472580800        ly      lightyear
    """,
    "volume": """
        liter               1                       L       litre
        milliliter          0.001                   mL      millilitre
        cubic_meter         1000                    m³      cubic_metre m3
        cubic_centimeter    0.001                   cm³     cubic_centimetre cm3 cc
        cubic_inch          0.016387064             in³     cubic_inches in3
        cubic_foot          28.316846592            ft³     cubic_feet ft3
        cubic_yard          764.554857984           yd³     yd3
        teaspoon_us         0.00492892159375        tsp     teaspoon us_teaspoon
        tablespoon_us       0.01478676478125        tbsp    tablespoon us_tablespoon
        fluid_ounce_us      0.0295735295625         fl_oz   fluid_ounce floz us_fluid_ounce
        cup_us              0.2365882365            cup     us_cup
        pint_us             0.473176473             pt      pint us_pint
        quart_us            0.946352946             qt      quart us_quart
        gallon_us           3.785411784             gal     gallon us_gallon
        fluid_ounce_imperial 0.0284130625           imp_fl_oz imperial_fluid_ounce
        pint_imperial       0.56826125              imp_pt  imperial_pint uk_pint
        quart_imperial      1.1365225               imp_qt  imperial_quart uk_quart
        gallon_imperial     4.54609                 imp_gal imperial_gallon uk_gallon
        barrel_oil          158.987294928           bbl     barrel oil_barrel
    """,
    "dry_volume": """
        pint_us_dry         0.5506104713575         dry_pt  us_dry_pint dry_pint pint
        quart_us_dry        1.101220942715          dry_qt  us_dry_quart dry_quart quart
        gallon_us_dry       4.40488377086           dry_gal us_dry_gallon dry_gallon gallon
        peck_us             8.80976754172           pk      peck us_peck
        bushel_us           35.23907016688          bu      bushel us_bushel
        peck_imperial       9.09218                 imp_pk  imperial_peck uk_peck
        bushel_imperial     36.36872                imp_bu  imperial_bushel uk_bushel
    """,
    "area": """
        square_meter        1                       m²      square_metre m2 sqm
        square_kilometer    1000000                 km²     square_kilometre km2
        square_centimeter   0.0001                  cm²     square_centimetre cm2
        square_millimeter   0.000001                mm²     square_millimetre mm2
        hectare             10000                   ha
        acre                4046.8564224            ac
        square_inch         0.00064516              in²     square_inches in2 sqin
        square_foot         0.09290304              ft²     square_feet ft2 sqft
        square_yard         0.83612736              yd²     yd2 sqyd
        square_mile         2589988.110336          mi²     mi2 sqmi
    """,
    "mass": """
        kilogram            1                       kg      kilogramme kilo
        gram                0.001                   g       gramme
        milligram           0.000001                mg      milligramme
        metric_ton          1000                    t       tonne
        carat               0.0002                  ct
        ounce               0.028349523125          oz
        pound               0.45359237              lb      lbs
        stone               6.35029318              st
        short_ton           907.18474               tn      us_ton ton
        long_ton            1016.0469088            LT      imperial_ton uk_ton
    """,
    "temperature": """
        kelvin              1                       K
        celsius             1                       °C      c degree_celsius degrees_celsius centigrade
        fahrenheit          5/9                     °F      f degree_fahrenheit degrees_fahrenheit
    """,
    "speed": """
        meter_per_second    1                       m/s     meters_per_second metre_per_second mps
        kilometer_per_hour  1/3.6                   km/h    kilometers_per_hour kilometre_per_hour kmh kph
        mile_per_hour       0.44704                 mph     miles_per_hour mi/h
        knot                1852/3600               kn      kt
        foot_per_second     0.3048                  ft/s    feet_per_second fps
    """,
    "time": """
        second              1                       s       sec
        millisecond         0.001                   ms      msec
        minute              60                      min
        hour                3600                    h       hr
        day                 86400                   d
        week                604800                  wk
        month               2629746                 mo
        year                31556952                yr      y
    """,
    "energy": """
        joule               1                       J
        kilojoule           1000                    kJ
        megajoule           1000000                 MJ
        watt_hour           3600                    Wh
        kilowatt_hour       3600000                 kWh
        calorie             4.184                   cal
        kilocalorie         4184                    kcal    food_calorie
        btu                 1055.05585262           BTU     british_thermal_unit
        foot_pound          1.3558179483314004      ft⋅lb   ft_lb ftlb ft·lb
        electronvolt        1.602176634e-19         eV      electron_volt
    """,
    "power": """
        watt                1                       W
        kilowatt            1000                    kW
        megawatt            1000000                 MW
        horsepower          745.69987158227022      hp
        btu_per_hour        1055.05585262/3600      BTU/h   btuh
    """,
    "force": """
        newton              1                       N
        kilonewton          1000                    kN
        dyne                0.00001                 dyn
        pound_force         4.4482216152605         lbf
        kilogram_force      9.80665                 kgf     kilopond
    """,
    "pressure": """
        pascal              1                       Pa
        kilopascal          1000                    kPa
        bar                 100000                  bar
        atmosphere          101325                  atm
        psi                 4.4482216152605/0.00064516 psi  pound_per_square_inch pounds_per_square_inch
        torr                101325/760              Torr
        mmhg                133.322387415           mmHg    millimeter_of_mercury
    """,
    "angle": """
        degree              1                       °       deg
        radian              180/3.14159265358979323846264338327950288419716939937510582097494459 rad
        gradian             0.9                     gon     grad
        arcminute           1/60                    arcmin    arcmin minute_of_arc
        arcsecond           1/3600                  arcsec  second_of_arc
    """,
    "data": """
        byte                1                       B
        bit                 0.125                   b
        kilobyte            1000                    kB
        megabyte            1000000                 MB
        gigabyte            1000000000              GB
        terabyte            1000000000000           TB
        kibibyte            1024                    KiB
        mebibyte            1048576                 MiB
        gibibyte            1073741824              GiB
        tebibyte            1099511627776           TiB
    """,
    "fuel": """
        km_per_liter        1                       km/L    kilometer_per_liter kilometers_per_liter
        liters_per_100km    100                     L/100km l_per_100km liter_per_100km
        mpg_us              1.609344/3.785411784    mpg     miles_per_gallon mpg_(us)
        mpg_imperial        1.609344/4.54609        mpg_uk  imperial_mpg mpg_(imperial)
    """,
}

OFFSETS = {"celsius": "273.15", "fahrenheit": "459.67*5/9"}
"""Kelvins at the zero of a scale that does not start at absolute zero."""

RECIPROCAL = "liters_per_100km"
"""The unit that shrinks as the others grow: 100 divided by the kilometres per litre."""

IRRATIONAL = "radian"
"""The unit whose factor no decimal holds."""

CATEGORY_TITLES = {
    "length": "Length",
    "volume": "Volume",
    "dry_volume": "Volume (dry)",
    "area": "Area",
    "mass": "Weight and mass",
    "temperature": "Temperature",
    "speed": "Speed",
    "time": "Time",
    "energy": "Energy",
    "power": "Power",
    "force": "Force",
    "pressure": "Pressure",
    "angle": "Angle",
    "data": "Data storage",
    "fuel": "Fuel consumption",
}

CATEGORY_ALIASES = {
    "weight": "mass",
    "weight_and_mass": "mass",
    "data_storage": "data",
    "fuel_consumption": "fuel",
    "volume_dry": "dry_volume",
    "duration": "time",
}
"""What other converters call a category."""
