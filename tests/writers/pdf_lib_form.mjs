// Fills in a PDF form with pdf-lib: node pdf_lib_form.mjs FOLDER, where FOLDER holds node_modules.
// Reads {"form": base64, "values": {name: text}, "flatten": bool}, and writes the file in base64.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { PDFDocument, PDFCheckBox, PDFDropdown } = createRequire(`${process.argv[2]}/`)("pdf-lib");
const { form: file, values, flatten } = JSON.parse(readFileSync(0, "utf-8"));
const pdf = await PDFDocument.load(file);
const form = pdf.getForm();
for (const [name, value] of Object.entries(values)) {
  const field = form.getField(name);
  if (field instanceof PDFCheckBox) field.check();
  else if (field instanceof PDFDropdown) field.select(value);
  else field.setText(value);
}
if (flatten) form.flatten();
process.stdout.write(await pdf.saveAsBase64());
