def partition(contents, look): return [contents]
