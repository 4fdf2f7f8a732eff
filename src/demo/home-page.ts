import { randomBytes } from 'node:crypto';
import { type RequestHandler } from 'express';

const QUERY = `query ($category: String) {
  workspace { name }
  categories { slug title image { url(transform: { maxWidth: 96, maxHeight: 96, crop: COVER }) } }
  products(first: 24, sortKey: CREATED_AT, reverse: true, filter: { categorySlug: $category }) {
    nodes {
      title
      brand
      minPrice { amount currencyCode }
      primaryImage { pictureHtml(sizes: "(max-width: 700px) 50vw, 25vw", lazy: true) dominantColor }
    }
  }
}`;

const STYLE = `
  :root { color-scheme: light; font: 16px/1.5 system-ui, sans-serif; color: #2b2724; background: #faf8f5; }
  body { max-width: 1200px; margin: 0 auto; padding: 2.5rem 1.5rem 4rem; }
  h1 { font-size: 1.9rem; font-weight: 600; margin: 0; letter-spacing: -0.01em; }
  header p { max-width: 44rem; margin: .4rem 0 0; color: #6d655e; }
  nav { display: flex; flex-wrap: wrap; gap: .6rem; margin: 1.3rem 0 2.2rem; }
  nav a { padding: .4rem .9rem; border: 1px solid #d9d2c9; border-radius: 2rem; color: inherit; text-decoration: none; }
  nav a:hover, nav a:focus-visible { border-color: #2b2724; }
  #categories { display: flex; flex-wrap: wrap; gap: .6rem; margin: 0 0 1.6rem; }
  #categories button { display: flex; align-items: center; gap: .6rem; padding: .3rem 1rem .3rem .3rem; font: inherit;
    color: inherit; background: none; border: 1px solid transparent; border-radius: 2rem; cursor: pointer; }
  #categories button:hover, #categories button:focus-visible { border-color: #d9d2c9; }
  #categories button[aria-pressed=true] { border-color: #2b2724; }
  #categories img { width: 2.6rem; height: 2.6rem; border-radius: 50%; background: #ece7e0; }
  main { display: grid; gap: 2rem 1.3rem; grid-template-columns: repeat(auto-fill, minmax(min(220px, 45%), 1fr)); }
  article .frame { aspect-ratio: 1; border-radius: .5rem; overflow: hidden; background: #ece7e0; }
  article img { display: block; width: 100%; height: 100%; object-fit: cover; }
  article h2 { font-size: 1rem; font-weight: 600; margin: .7rem 0 0; }
  article p { margin: 0; color: #6d655e; font-size: .92rem; }
  #state { color: #6d655e; }
`;

const SCRIPT = `
  const main = document.querySelector('main');
  const state = document.querySelector('#state');
  const shelf = document.querySelector('#categories');
  let shown = 0;
  let chosen = null;
  function choice(category) {
    const button = document.createElement('button');
    button.setAttribute('aria-pressed', 'false');
    if (category.image) {
      const image = document.createElement('img');
      image.src = category.image.url;
      image.alt = '';
      button.append(image);
    }
    button.append(category.title);
    button.addEventListener('click', () => {
      chosen = chosen === category.slug ? null : category.slug;
      for (const each of shelf.children) each.setAttribute('aria-pressed', String(each === button && chosen !== null));
      main.replaceChildren();
      shown = 0;
      load().catch(() => {});
    });
    return button;
  }
  function card(product) {
    const article = document.createElement('article');
    const frame = document.createElement('div');
    frame.className = 'frame';
    if (product.primaryImage) {
      frame.style.background = product.primaryImage.dominantColor;
      frame.innerHTML = product.primaryImage.pictureHtml;
    }
    const title = document.createElement('h2');
    title.textContent = product.title;
    const line = document.createElement('p');
    const price = product.minPrice ? product.minPrice.amount + '\\u00a0' + product.minPrice.currencyCode : '';
    line.textContent = [product.brand, price].filter(Boolean).join(' · ');
    article.append(frame, title, line);
    return article;
  }
  async function load() {
    const category = chosen;
    const response = await fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: document.querySelector('#query').textContent, variables: { category } }),
    });
    const { data } = await response.json();
    if (!data) throw new Error();
    if (category !== chosen) return;
    data.categories.slice(shelf.children.length).forEach((each) => shelf.append(choice(each)));
    document.querySelector('h1').textContent = data.workspace.name;
    data.products.nodes.slice(shown).forEach((product) => main.append(card(product)));
    shown = data.products.nodes.length;
    state.textContent = shown ? '' : 'The demo’s pictures are being made; the first ones appear in a moment.';
  }
  (async function keepLoading() {
    await load().catch(() => { state.textContent = 'The API does not answer just now.'; });
    setTimeout(keepLoading, 1500);
  })();
`;

/** The start page of a development machine: the demo's products, asked from our own API by the visitor's browser. */
export const homePage: RequestHandler = (request, response, next) => {
  if (request.path !== '/' || (request.method !== 'GET' && request.method !== 'HEAD')) {
    next();
    return;
  }
  const nonce = randomBytes(16).toString('base64');
  response.setHeader(
    'content-security-policy',
    `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'unsafe-inline'; img-src * data:; connect-src 'self'`,
  );
  response.setHeader('cache-control', 'no-store');
  response.type('html').send(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Vitrine</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
<header>
  <h1>Vitrine</h1>
  <p>A development server with a demo shop. Everything below comes from the GraphQL API of this process; the
  pictures are variants that its image worker made.</p>
</header>
<nav>
  <a href="/graphql">Playground with worked examples</a>
  <a href="/health/ready">Health</a>
  <a href="/metrics">Metrics</a>
</nav>
<div id="categories" role="group" aria-label="Categories"></div>
<main></main>
<p id="state" role="status">Loading…</p>
<script type="text/plain" id="query">${QUERY}</script>
<script nonce="${nonce}">${SCRIPT}</script>
`);
};
