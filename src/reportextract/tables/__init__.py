"""From characters and rules to grids, and from grids to tables; knows nothing of any form."""
