/** What becomes of a file whose bytes the library has already. */
export enum DuplicateMode {
  /** Its oldest library item is handed back: restored where it was deleted, processed again where it had failed. */
  REUSE = 'REUSE',
  /** It gets a second library item over the same stored bytes; they are processed again only where that had failed. */
  COPY = 'COPY',
}
