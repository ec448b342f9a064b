"""What is published, piece by piece: charts, maps, tables and sentences, out of tables and their sources."""
