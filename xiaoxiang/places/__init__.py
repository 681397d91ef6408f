"""Places: county, subdistrict, community, grid, alley; their codes, plaques and sketch map."""
