import { gzipSync } from 'node:zlib';

/** What a script does that runs: whoever looks at the page's console sees it. */
export const RAN = 'a script ran';
const run = `console.log(&quot;${RAN}&quot;)`;
const script = `console.log("${RAN}")`;
const page = `&lt;script&gt;parent.${script.replaceAll('"', '&quot;')};${script.replaceAll('"', '&quot;')}&lt;/script&gt;`;

const NAMES = [
  'xmlns="http://www.w3.org/2000/svg"',
  'xmlns:xlink="http://www.w3.org/1999/xlink"',
  'xmlns:ev="http://www.w3.org/2001/xml-events"',
].join(' ');

/** A drawing of a red square, and what is hidden in it. */
function svg(hidden: string, { attributes = '', before = '' } = {}): Buffer {
  return Buffer.from(
    `<?xml version="1.0"?>${before}<svg ${NAMES} viewBox="0 0 20 20" ${attributes}>
      <rect width="20" height="20" fill="red"/>${hidden}</svg>`,
  );
}

/** Drawings that are drawn all the same; opened as a page of its own with nothing against it, each runs a script. */
export const SCRIPTED: Readonly<Record<string, Buffer>> = {
  'a script': svg(`<script>${script}</script>`),
  'a script in CDATA': svg(`<script type="application/ecmascript"><![CDATA[${script}]]></script>`),
  'a script by reference': svg(`<script href="data:text/javascript,${encodeURIComponent(script)}"/>`),
  'a script by a reference of old': svg(
    `<script xlink:href="data:text/javascript;base64,${Buffer.from(script).toString('base64')}"/>`,
  ),
  'a script in an entity': svg('&x;', {
    before: `<!DOCTYPE svg [<!ENTITY x '<script xmlns="http://www.w3.org/2000/svg">${script}</script>'>]>`,
  }),
  'a script under a prefix': svg(`<s:script xmlns:s="http://www.w3.org/2000/svg">${script}</s:script>`),
  'a script of XHTML': svg(`<h:script xmlns:h="http://www.w3.org/1999/xhtml">${script}</h:script>`),
  'onload of the root': svg('', { attributes: `onload="${run}"` }),
  'an escaped onload': svg('', { attributes: `onload="&#99;onsole.log('&#97; script ran')"` }),
  'the begin of an animation': svg(`<animate attributeName="x" dur="1s" onbegin="${run}"/>`),
  'an image that fails': svg(
    `<foreignObject width="9" height="9"><img xmlns="http://www.w3.org/1999/xhtml" src="data:," onerror="${run}"/></foreignObject>`,
  ),
  'a page in a frame': svg(
    `<foreignObject width="9" height="9"><iframe xmlns="http://www.w3.org/1999/xhtml" srcdoc="${page}"/></foreignObject>`,
  ),
  'a focus': svg(
    `<foreignObject width="9" height="9"><input xmlns="http://www.w3.org/1999/xhtml" autofocus="" onfocus="${run}"/></foreignObject>`,
  ),
  'a details that opens': svg(
    `<foreignObject width="9" height="9"><details xmlns="http://www.w3.org/1999/xhtml" open="" ontoggle="${run}"/></foreignObject>`,
  ),
};

/** Drawings that run something once they are clicked on, or only in browsers and programs of old. */
export const SLEEPING: Readonly<Record<string, Buffer>> = {
  'a link that is a script': svg(
    `<a href="javascript:${run}"><rect id="hit" width="20" height="20" fill="red"/></a>`,
  ),
  'a link that becomes a script': svg(
    `<a><animate attributeName="href" values="javascript:${run}"/><rect id="hit" width="20" height="20" fill="red"/></a>`,
  ),
  'onload of a group': svg(`<g onload="${run}"/>`),
  'a click': svg(`<rect id="hit" width="20" height="20" fill="red" onclick="${run}"/>`),
  'a handler': svg(`<handler ev:event="load" type="application/ecmascript">${script}</handler>`),
  'a set handler': svg(`<set attributeName="onmouseover" to="${run}"/>`),
  'a copy of a script': svg(
    `<use href="data:image/svg+xml,${encodeURIComponent(svg(`<g id="x" onload="${run}"/>`).toString())}#x"/>`,
  ),
  'a transformation': svg('', {
    before: `<?xml-stylesheet type="text/xsl" href="data:text/xml,%3Cx/%3E"?>`,
  }),
};

/** Drawings that are no SVG to whoever takes their bytes for what they say, or that are not in plain UTF-8. */
export const DISGUISED: Readonly<Record<string, Buffer>> = {
  'in UTF-16': Buffer.from(`\ufeff${svg(`<script>${script}</script>`).toString()}`, 'utf16le'),
  'that says UTF-7': Buffer.from(
    `<?xml version="1.0" encoding="UTF-7"?><svg xmlns="http://www.w3.org/2000/svg">+ADw-script+AD4-${script}+ADw-/script+AD4-</svg>`,
  ),
  compressed: gzipSync(svg(`<script>${script}</script>`)),
  'under a prefix': Buffer.from(
    `<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:script>${script}</s:script></s:svg>`,
  ),
  'in a page': Buffer.from(
    `<html><svg xmlns="http://www.w3.org/2000/svg"><script>${script}</script></svg></html>`,
  ),
};
