/** What a text that browsers or interpreters would act upon is called. */
export interface RecognisedType {
  /** What people call it. */
  readonly name: string;
  readonly mimeType: string;
}

const SVG: RecognisedType = { name: 'SVG', mimeType: 'image/svg+xml' };
const HTML: RecognisedType = { name: 'HTML', mimeType: 'text/html' };
const XML: RecognisedType = { name: 'XML', mimeType: 'application/xml' };
const PHP: RecognisedType = { name: 'PHP', mimeType: 'application/x-httpd-php' };
const SCRIPT: RecognisedType = { name: 'script', mimeType: 'text/x-script' };

// What may stand before the root of an XML document: XML 1.0, section 2.8.
const PROLOGUE = [
  /^\s+/,
  /^<\?(?!php\b)[a-z][\s\S]*?\?>/i,
  /^<!--[\s\S]*?-->/,
  /^<!doctype\s[^[>]*(?:\[[\s\S]*?\]\s*)?>/i,
];
const XML_DECLARATION = /^<\?xml\s/;
const DECLARED_ENCODING = /^<\?xml\s[^>]*?\sencoding\s*=\s*["']([^"']*)["']/;
const PAGE =
  /^<(?:html|head|body|script|style|title|meta|link|base|iframe|object|embed|form|frameset|math)[\s/>]/i;
// Tags that a paragraph of Markdown may begin with.
const PROSE =
  /^<(?:p|div|span|h[1-6]|a|img|picture|br|hr|b|i|em|strong|u|s|sub|sup|kbd|code|pre|center|table|ul|ol|dl|details|blockquote)[\s/>]/i;

/**
 * Recognises text that a browser, a server or a shell would act upon, by what it begins with: a document of SVG, HTML
 * or XML, PHP, a script that names its interpreter. Null for text that is only to be read; Markdown may begin with a
 * tag as prose has them.
 */
export function recogniseMarkup(text: string): RecognisedType | null {
  if (text.startsWith('#!')) return SCRIPT;
  if (/^\s*<!doctype\s+html\b/i.test(text)) return HTML;
  const root = withoutPrologue(text);
  if (/^<svg[\s/>]/.test(root)) return SVG;
  if (PAGE.test(root)) return HTML;
  if (/^<\?(?:php\b|=)/i.test(root)) return PHP;
  const isTag = /^<[a-z_]/i.test(root) && !PROSE.test(root);
  return isTag || XML_DECLARATION.test(text) ? XML : null;
}

/** The encoding that an XML document says to be in, in lower case; null where it does not say. */
export function declaredEncoding(text: string): string | null {
  return DECLARED_ENCODING.exec(text)?.[1]?.toLowerCase() ?? null;
}

function withoutPrologue(text: string): string {
  let rest = text;
  for (;;) {
    const found = PROLOGUE.map((part) => part.exec(rest)?.[0] ?? '').find(Boolean);
    if (found === undefined) return rest;
    rest = rest.slice(found.length);
  }
}
