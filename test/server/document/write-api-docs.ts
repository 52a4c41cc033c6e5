import { writeApiDocs } from './api-docs.ts';

writeApiDocs();
