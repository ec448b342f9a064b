"""An edition: chapters run, pages written, checked, attacked, swapped in, and closed."""
