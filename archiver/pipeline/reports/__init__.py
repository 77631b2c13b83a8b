"""What is kept of each run for people: a page, its figures, and who must do what by when. No words and no names.

File and folder names of exports, paths of records and error texts may hold a correspondent's name: none of them comes in
here, only counts, codes, record numbers and sentences of ours.
"""
