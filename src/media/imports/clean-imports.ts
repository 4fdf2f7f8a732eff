import { Refusal, type UserFault } from '../../platform/errors';
import { DuplicateMode } from '../intake/duplicate-mode';
import { cleanFilename } from '../intake/safe-filename';
import { cleanMediaDetails, type MediaDetails, type MediaDetailsInput } from '../library/media-details';
import { readSource, type SourceKind } from './import-source';

/** What somebody asks to have imported, as they wrote it. */
export interface ImportInput extends MediaDetailsInput {
  readonly source: string;
  readonly filename?: string | null;
  readonly onDuplicate?: DuplicateMode | null;
}

/** What can be imported as far as its words tell. */
export interface CleanImport {
  readonly sourceKind: SourceKind;
  readonly source: string;
  /** Made safe; null: what the source calls it. */
  readonly filename: string | null;
  readonly details: MediaDetails;
  readonly onDuplicate: DuplicateMode;
}

/**
 * Cleans what is asked for, item by item: those that can be imported, in their order, and the faults of the others,
 * all of them, with `path` and the item's place before each field.
 */
export function cleanImports(
  inputs: readonly ImportInput[],
  path: readonly string[],
): { readonly imports: readonly CleanImport[]; readonly faults: readonly UserFault[] } {
  const imports: CleanImport[] = [];
  const faults: UserFault[] = [];
  inputs.forEach((input, index) => {
    const place = [...path, String(index)];
    const [kind, details] = [
      attempt(() => readSource(input.source, [...place, 'source']), faults),
      attempt(() => cleanMediaDetails(detailsOf(input), place), faults),
    ];
    if (!kind || !details) return;
    imports.push({
      sourceKind: kind,
      source: input.source,
      filename: cleanFilename(input.filename),
      details,
      onDuplicate: input.onDuplicate ?? DuplicateMode.REUSE,
    });
  });
  return { imports, faults };
}

/** What was not said about an item is undefined here, however its input says that. */
function detailsOf({ alt, description, tags, folder }: MediaDetailsInput): MediaDetailsInput {
  return { alt, description, tags, folder };
}

/** The result of a check; null where it refuses, with its faults added to the others. */
function attempt<T>(check: () => T, faults: UserFault[]): T | null {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    faults.push(...error.faults);
    return null;
  }
}
