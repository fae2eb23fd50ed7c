"""Files in and out: read in a sandboxed child process, written beside the target and renamed.

`reader.read` is the way in, `writer.write` the way out; both speak frames and geometry arrays and
know nothing of records. What crosses from the child is plain numbers and text (`stream`), never a
pickle and never a parser's object.
"""
