"""From a file's rows to one operation: mapping, values, frame, geometry, difference, write.

`plan` reads a file and works out everything that would happen, without writing; what needs a
person's word is a `Question` in the plan. `apply` writes a plan as one undoable operation. The
command line and the import wizard stand on these two alone.
"""

from layers.intake.apply import apply
from layers.intake.options import IntakeOptions, Question
from layers.intake.plan import Plan, plan

__all__ = ["IntakeOptions", "Plan", "Question", "apply", "plan"]
