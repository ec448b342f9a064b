"""How charts are drawn and sentences made, pages, documents, editions: what `charts` and `report` use."""
