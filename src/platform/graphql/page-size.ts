/** Elements of a page that names no size. */
export const DEFAULT_PAGE_SIZE = 20;
/** The most elements of a page, and of a list of ids that is passed in. */
export const MAX_PAGE_SIZE = 250;
