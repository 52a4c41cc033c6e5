import { readFileSync, writeFileSync } from 'node:fs';
import { toYamlText } from '../../../src/model/payload/payload-text.ts';
import { toOpenApi } from '../../../src/server/document/open-api.ts';
import { toMarkdown } from './to-markdown.ts';

/** The generated pages of `docs/`, by path, as they should be. */
export function apiDocs(): Readonly<Record<string, string>> {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  return {
    'docs/reference/openapi.yaml': toYamlText(toOpenApi(version)),
    'docs/reference/api.md': toMarkdown(),
  };
}

export function writeApiDocs(): void {
  for (const [path, text] of Object.entries(apiDocs())) writeFileSync(path, text);
}
