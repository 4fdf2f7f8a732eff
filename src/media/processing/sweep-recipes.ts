import { systemActor } from '../../platform/actor';
import { type Sweep } from '../../platform/sweeps/sweep';
import { type Found, sweepEach } from '../../platform/sweeps/sweep-each';
import { type Tx } from '../../platform/unit-of-work/transaction';
import { type Content } from '../content/content.entity';
import { type Recipes, RECIPES } from './recipes';
import { reprocessContent } from './reprocess-media';

/** Contents in work again at once, so that what people upload meanwhile never waits long. */
const MOST_AT_ONCE = 40;
const PAGE = 200;

interface Outdated extends Found {
  readonly recipe: number;
  readonly mediaType: string;
}

const IN_WORK = `
  SELECT count(*)::integer AS contents FROM content WHERE due_at IS NOT NULL AND recipe IS NOT NULL`;

const IS_OUTDATED = `
  recipe < $2 AND state = 'live' AND due_at IS NULL AND (failed_recipe IS NULL OR failed_recipe < $2)`;

const OUTDATED = `
  SELECT workspace_id, id, recipe, media_type FROM content
  WHERE media_type = $1 AND ${IS_OUTDATED} AND (recipe, id) > ($3, $4::uuid)
  ORDER BY recipe, id LIMIT $5`;

const LOCK_OUTDATED = `
  SELECT * FROM content WHERE workspace_id = $1 AND ${IS_OUTDATED} AND id = $3 FOR UPDATE`;

const FIRST = { recipe: 0, id: '00000000-0000-0000-0000-000000000000' };

/**
 * Has processed anew what was processed by an older recipe, a few contents at a time; what they had is delivered until
 * then. A content that failed by a recipe waits for the next one.
 */
export function sweepRecipes(recipes: Recipes = RECIPES): Sweep {
  return {
    name: 'recipes',
    purpose: 'Has processed anew what was processed by an older recipe, a few files at a time.',
    everySeconds: 15,
    async *run(context) {
      const { database, unitOfWork, dryRun } = context;
      const actor = systemActor('sweep:recipes');
      const [inWork] = await database.everyWorkspace<{ contents: number }>(IN_WORK);
      let room = dryRun ? Infinity : MOST_AT_ONCE - (inWork?.contents ?? 0);
      for (const [mediaType, recipe] of Object.entries(recipes)) {
        yield* sweepEach<Outdated>(context, {
          find: async (after) => {
            if (room <= 0) return [];
            const last = after ?? FIRST;
            const page = Math.min(room, PAGE);
            return database.everyWorkspace<Outdated>(OUTDATED, mediaType, recipe, last.recipe, last.id, page);
          },
          describe: (found) =>
            `content ${found.id} (recipe ${found.recipe}) is processed anew, by recipe ${recipe}`,
          deal: async ({ workspaceId, id }) => {
            room -= 1;
            return unitOfWork.run({ workspaceId, actor }, (tx) => reprocessOutdated(tx, recipe, id));
          },
        });
      }
    },
  };
}

/** False where it is up to date, in work, or gone by now. */
async function reprocessOutdated(tx: Tx, recipe: number, contentId: string): Promise<boolean> {
  const content = await tx.row<Content>(LOCK_OUTDATED, recipe, contentId);
  if (!content) return false;
  await reprocessContent(tx, content);
  return true;
}
