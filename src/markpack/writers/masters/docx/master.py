"""The plate of a mark sheet as a Word document: laid out once for a variant, then imprinted with a learner's values."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from markpack.documents.catalogue.kinds import Format, Kind
from markpack.documents.mark_sheet.view import MarkSheet, Stage
from markpack.writers.formats import write
from markpack.writers.html_layouts import Layouts, is_packaged
from markpack.writers.masters.docx.package import Pressing
from markpack.writers.masters.master import DoesNotFit, specimen


class DocxPlate:
    """A form of one variant as a Word document; what is imprinted has the bytes that `write` would give it."""

    def __init__(self, sample: MarkSheet, layouts: Layouts) -> None:
        """Lay out the sample's form, and compare an imprint of the sample with its own layout.

        A centre's layouts may do with a value what they like. Where they leave no trust in the plate, no sheet fits.
        """
        self._unfit = ""
        try:
            self._pressing = Pressing(sample, layouts)
            for sheet in _trials(sample, layouts, self._pressing):
                if self._pressing.imprint(sheet) != write(sheet, Format.DOCX, layouts):
                    raise DoesNotFit("the layout of an imprinted sheet is another one")
        except DoesNotFit as reason:
            self._unfit = str(reason)
        except Exception as error:  # a centre's layout that cannot print tokens may still print values
            self._unfit = f"the layout cannot print what is no value: {error}"

    def imprint(self, sheet: MarkSheet) -> bytes:
        """Return the Word document of a sheet of the sample's variant. Raises DoesNotFit as `Plate.imprint` does."""
        if self._unfit:
            raise DoesNotFit(self._unfit)
        return self._pressing.imprint(sheet)


def _trials(sample: MarkSheet, layouts: Layouts, pressing: Pressing) -> Iterator[MarkSheet]:
    """Yield the sheets whose imprints show that a plate can be trusted: the sample, if it fits.

    A centre's layouts are tried with every field full of what is set in a particular way, and with every field empty.
    """
    try:
        pressing.imprint(sample)
    except DoesNotFit:
        is_fit = False
    else:
        is_fit = True
        yield sample
    if not is_packaged(Kind.BLANK.value.layout, layouts) or not is_fit:
        yield specimen(sample, lambda name: f" {name}  <&>\r\n\n of\ta ")
        yield specimen(sample, _empty(sample))


def _empty(sample: MarkSheet) -> Callable[[str], str]:
    """Return what stands for a value if there is none, where the page does not depend on its being there."""
    needed = {sample.form.iqa_comment.name}
    if sample.revision:
        needed.add(sample.revision.number.name)
    nothing = " " if sample.stage is Stage.BLANK else ""
    return lambda name: "no more" if name in needed or name.startswith("@") else nothing
