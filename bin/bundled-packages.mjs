// What the build takes from packages: which they are, and the licences under which they may be passed on.
import { globSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';

const packageFolder = /^.*node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/;

/** What an install brings, and what two packages try to load without needing it. */
const outside = new Set(['better-sqlite3/package.json', 'pg-native', 'supports-color']);

/** Throws when a file loads a package that an install does not bring. */
export function requireAllBundled(metafiles) {
  const imports = metafiles.flatMap(({ outputs }) =>
    Object.values(outputs).flatMap(output => output.imports),
  );
  const missing = imports.filter(
    ({ path, external }) => external && !path.startsWith('./') && !isBuiltin(path) && !outside.has(path),
  );
  if (missing.length > 0) throw new Error(`not bundled: ${missing.map(({ path }) => path).join(', ')}`);
}

/** The packages of which there is code in the files that esbuild describes, by name. */
export function bundledPackages(metafiles) {
  const inputs = metafiles.flatMap(({ outputs }) =>
    Object.values(outputs).flatMap(output => Object.entries(output.inputs)),
  );
  const folders = inputs.flatMap(([path, { bytesInOutput }]) =>
    bytesInOutput > 0 ? (packageFolder.exec(path) ?? []) : [],
  );
  // The same version may be installed in several folders.
  const packages = [...new Set(folders)]
    .map(describePackage)
    .map(item => [`${item.name}@${item.version}`, item]);
  return [...new Map(packages)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
}

function describePackage(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return { name, version, license, text: licenceText(folder, name, license) };
}

/** Who holds the rights where the package has no text of its licence, but names it in its sources. */
const holders = { 'yoga-layout': 'Meta Platforms, Inc. and affiliates.' };

function licenceText(folder, name, license) {
  const files = globSync('*', { cwd: folder }).filter(file => /^(?:licen[sc]e|copying|notice)/i.test(file));
  if (files.length > 0)
    return files
      .sort()
      .map(file => readText(folder, file))
      .join('\n\n');
  const [, section] = /^#+ licen[sc]e\s+(.*?)(?:^#|$(?!\n))/ims.exec(readText(folder, 'README.md')) ?? [];
  if (section?.includes('Permission is hereby granted')) return section.trim();
  if (license !== 'MIT' || !holders[name]) throw new Error(`${name} has no licence that could be passed on`);
  return readText('.', 'LICENSE').replace(/^Copyright .*$/m, `Copyright (c) ${holders[name]}`);
}

function readText(folder, file) {
  return readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim();
}

/** One text with the licences of all packages, each of which begins with `name version (licence)`. */
export function toNotices(packages) {
  const parts = packages.map(
    ({ name, version, license, text }) => `${'='.repeat(80)}\n${name} ${version} (${license})\n\n${text}\n`,
  );
  return `runlens contains code of these packages.\n\n${parts.join('\n')}`;
}
