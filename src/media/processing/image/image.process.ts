import { serveJobs } from '../../../platform/isolation/serve-jobs';
import { renderImageSet } from './render-image-set';

// The child's side of ImageRenderer: the one place where bytes of unknown people meet a decoder.
serveJobs(renderImageSet);
