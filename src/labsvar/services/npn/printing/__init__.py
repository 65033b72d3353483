"""Labels, emergency forms (NØDPTB) and preprinted tubes with national sample numbers, as PDF and SVG."""
