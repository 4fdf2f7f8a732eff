/** What is delivered runs nothing, loads nothing and is what it says it is, even where it is opened by itself. */
export const HARMLESS = {
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'; sandbox",
};
