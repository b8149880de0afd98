// Read every row of the sheet Data with exceljs' streaming reader and keep nothing.
import { createRequire } from 'node:module';

const ExcelJS = createRequire(process.env.BENCH_NODE_MODULES + '/')('exceljs');
const book = new ExcelJS.stream.xlsx.WorkbookReader(process.argv[2], {
  entries: 'emit', sharedStrings: 'cache', styles: 'ignore', hyperlinks: 'ignore', worksheets: 'emit',
});
let rows = 0;
for await (const sheet of book) {
  for await (const row of sheet) {
    if (row.number > 2 && row.getCell(8).value !== null && typeof row.getCell(7).value === 'number') rows++;
  }
}
console.log(rows);
