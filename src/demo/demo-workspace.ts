import { createWorkspace } from '../accounts';
import { Refusal, UserErrorCode } from '../platform/errors';
import { type UnitOfWork } from '../platform/unit-of-work/unit-of-work';

export const DEMO_SLUG = 'demo';
export const DEMO_OWNER = { email: 'admin@example.com', password: 'vitrine-demo' };

/** Makes sure that the demo workspace and its owner exist. */
export async function ensureDemoWorkspace(unitOfWork: UnitOfWork): Promise<void> {
  try {
    await createWorkspace(unitOfWork, { slug: DEMO_SLUG, name: 'Atelier Vitrine', owner: DEMO_OWNER });
  } catch (error) {
    if (!(error instanceof Refusal && error.has(UserErrorCode.TAKEN))) throw error;
  }
}
