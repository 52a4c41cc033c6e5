import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { endpoints } from '../../../src/protocol/endpoints.ts';
import { generatedPages } from '../../docs/generated-pages.ts';
import { startServing } from '../serving.ts';

type Tree = { readonly [key: string]: Tree };

const docs = await generatedPages();
const tree = load(docs['docs/reference/openapi.yaml'] ?? '') as Tree;

describe('the description of the API', () => {
  it('is given by the server itself', async () => {
    const { get } = await startServing({ events: [], version: version() });
    const answer = await get('/v1/openapi.json');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual(tree);
  });

  it('refers only to what is there', () => {
    const refs = [...JSON.stringify(tree).matchAll(/"\$ref":"([^"]*)"/g)].map(([, ref = '']) => ref);
    expect(refs.length).toBeGreaterThan(30);
    const dangling = refs.filter(ref => {
      const found = ref
        .replace(/^#\//, '')
        .split('/')
        .reduce<Tree | undefined>((at, key) => at?.[key], tree);
      return found === undefined;
    });
    expect(dangling).toEqual([]);
  });

  it('describes the members of every named schema', () => {
    const schemas = Object.entries(tree['components']?.['schemas'] ?? {});
    expect(schemas.length).toBeGreaterThan(20);
    expect(schemas.filter(([, schema]) => '$ref' in schema)).toEqual([]);
    expect(Object.keys(tree['components']?.['schemas']?.['RunList']?.['properties'] ?? {})).toEqual(
      expect.arrayContaining(['data', 'nextCursor']),
    );
  });

  it('has every endpoint once, under a name of its own', () => {
    const { paths } = tree;
    const operations = Object.values(paths ?? {}).flatMap(path => Object.values(path));
    const ids = operations.map(operation => operation['operationId']);
    expect([...ids].sort()).toEqual(
      Object.values(endpoints)
        .map(({ name }) => name)
        .sort(),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('declares every parameter of every path', () => {
    for (const [path, operations] of Object.entries(tree['paths'] ?? {})) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      for (const operation of Object.values(operations)) {
        const declared = Object.values(operation['parameters'] ?? {}).filter(
          one => String(one['in']) === 'path',
        );
        expect(declared.map(one => one['name'])).toEqual(named);
        expect(declared.every(one => String(one['required']) === 'true')).toBe(true);
      }
    }
  });

  it('has a response for every operation, and a type for every body', () => {
    for (const operation of Object.values(tree['paths'] ?? {}).flatMap(path => Object.values(path))) {
      const answers = Object.entries(operation['responses'] ?? {});
      expect(answers.some(([status]) => status.startsWith('2'))).toBe(true);
      for (const [status, answer] of answers) {
        expect(answer['description']).toBeTruthy();
        expect('content' in answer).toBe(status !== '304');
      }
    }
  });

  it('shows on the page how each endpoint is called', () => {
    const page = docs['docs/reference/api.md'] ?? '';
    for (const { name, method, path } of Object.values(endpoints)) {
      expect(page).toContain(`## ${name}\n\n\`${method} ${path}\``);
    }
    const anchors = [...page.matchAll(/\]\(#([^)]*)\)/g)].map(([, anchor]) => anchor);
    const headings = [...page.matchAll(/^#+ (.*)$/gm)].map(([, text = '']) => text.toLowerCase());
    expect(anchors.filter(anchor => !headings.includes(anchor ?? ''))).toEqual([]);
  });
});

function version(): string {
  return JSON.parse(readFileSync('package.json', 'utf8')).version;
}
