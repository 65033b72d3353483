"""National sample numbers (NPN): the service that hands out series, and the laboratory's stock of numbers."""
