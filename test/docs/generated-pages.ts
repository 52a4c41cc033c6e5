import { readVersion } from '../../src/cli/context/version.ts';
import { toYamlText } from '../../src/model/payload/payload-text.ts';
import { toOpenApi } from '../../src/server/document/open-api.ts';
import { programForPages } from '../release/program-for-pages.ts';
import { toMarkdown } from '../server/document/to-markdown.ts';
import { commandsPage } from './commands-page.ts';
import { keysPage } from './keys-page.ts';

/** The pages that are made of the program, by path, as they should be. */
export async function generatedPages(): Promise<Readonly<Record<string, string>>> {
  return {
    'docs/reference/openapi.yaml': toYamlText(toOpenApi(readVersion())),
    'docs/reference/api.md': toMarkdown(),
    'docs/reference/keys.md': keysPage(),
    'docs/reference/commands.md': commandsPage(await programForPages()),
  };
}
