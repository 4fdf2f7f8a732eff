import { serveJobs } from '../../../platform/isolation/serve-jobs';
import { renderTransform } from './render-transform';

// The child's side of TransformRenderer.
serveJobs(renderTransform);
