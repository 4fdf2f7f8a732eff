import { downloadName } from './download-name';

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

test.each([
  ['photo.jpg', 'image/jpeg'],
  ['IMG_1.JPEG', 'image/jpeg'],
  ['moving.apng', 'image/png'],
  ['report.final.pdf', 'application/pdf'],
  ['letter.docx', DOCX],
  ['prices.csv', 'text/csv'],
  // Several names of texts may share their bytes, and so a content.
  ['prices.txt', 'text/csv'],
  ['README.markdown', 'text/markdown'],
])('%s, which is %s, keeps its name', (filename, mimeType) => {
  expect(downloadName(filename, mimeType)).toBe(filename);
});

test.each([
  ['page.html', 'text/plain', 'page.html.txt'],
  ['install.bat', 'text/csv', 'install.bat.csv'],
  ['photo.hta', 'image/gif', 'photo.hta.gif'],
  ['manual.html', 'application/pdf', 'manual.html.pdf'],
  ['logo.svg.html', 'image/svg+xml', 'logo.svg.html.svg'],
  ['setup.jar', 'application/zip', 'setup.jar.zip'],
  ['a picture', 'image/png', 'a picture.png'],
])('%s, which is %s, becomes %s', (filename, mimeType, expected) => {
  expect(downloadName(filename, mimeType)).toBe(expected);
});

test('a name that is as long as may be stays within that', () => {
  const name = downloadName(`${'ä'.repeat(120)}.scr`, 'application/pdf');
  expect(name).toBe(`${'ä'.repeat(120)}.scr.pdf`);
  const longest = downloadName(`${'ä'.repeat(125)}.html`, 'application/pdf');
  expect(longest.endsWith('.pdf')).toBe(true);
  expect(Buffer.byteLength(longest)).toBeLessThanOrEqual(255);
});
