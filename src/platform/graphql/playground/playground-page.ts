/** A worked example, in a tab of its own. The tab is named after the operation in `query`. */
export interface PlaygroundTab {
  /** Stands above the query, as a comment, in as many lines as it has. */
  readonly title: string;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface PlaygroundOptions {
  readonly title: string;
  readonly tabs: readonly PlaygroundTab[];
}

/**
 * Only scripts that carry the nonce run; nothing is loaded from, or sent to, anywhere else. Styles are looser:
 * the editor and the dialogs of GraphiQL set them inline.
 */
export function playgroundPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    'font-src data:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** The page at `endpoint`, whose scripts and styles lie at `assets`. */
export function playgroundPage(
  { title, tabs }: PlaygroundOptions,
  { endpoint, assets, nonce }: { readonly endpoint: string; readonly assets: string; readonly nonce: string },
): string {
  const settings = { endpoint, tabs: tabs.map(toGraphiQL) };
  const scripts = ['react.js', 'react-dom.js', 'graphiql.js'].map(
    (file) => `<script nonce="${nonce}" src="${assets}/${file}"></script>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${assets}/graphiql.css">
<style>html, body { margin: 0; height: 100% } #playground { height: 100dvh }</style>
</head>
<body>
<div id="playground"><noscript>The playground needs JavaScript.</noscript></div>
<script id="settings" type="application/json">${escapeJson(settings)}</script>
${scripts.join('\n')}
<script nonce="${nonce}" type="module" src="${assets}/playground.js"></script>
</body>
</html>
`;
}

function toGraphiQL({ title, query, variables, headers }: PlaygroundTab) {
  return {
    query: `# ${title.replaceAll('\n', '\n# ')}\n\n${query.trim()}\n`,
    ...(variables && { variables: JSON.stringify(variables, null, 2) }),
    ...(headers && { headers: JSON.stringify(headers, null, 2) }),
  };
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

/** JSON that cannot end the script element that it stands in. */
function escapeJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
