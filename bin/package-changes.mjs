// What the build changes in packages, mostly so that a start loads less.
import { readFile } from 'node:fs/promises';

/** Replaces parts of files of packages, all of which have to be there. */
function withChanges(name, filter, changes) {
  const setup = ({ onLoad }) => {
    onLoad({ filter }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const missing = Object.keys(changes).find(part => !text.includes(part));
      if (missing !== undefined) throw new Error(`${path} is not as expected: there is no ${missing}`);
      const contents = Object.entries(changes).reduce((all, change) => all.replaceAll(...change), text);
      return { contents };
    });
  };
  return { name, setup };
}

/**
 * Bundles the JavaScript of better-sqlite3, which saves loading a dozen files. Its binaries stay in the
 * folder of the package, which only `binding.js` locates. To resolve a path in it takes Node 2 ms, so it is
 * looked for where Node would find it. The memory map, in which it looks for a library, is a long text.
 */
const sqliteInside = withChanges('sqlite-inside', /better-sqlite3[\\/]lib[\\/]binding\.js$/, {
  "path.join(__dirname, '..'": 'path.join(packageFolder()',
  'if (/\\/ld-musl': "if (maps.includes('/ld-musl') && /\\/ld-musl",
  'function isLinuxMusl() {': `
let folderOfPackage;
function packageFolder() {
  for (let at = __folder; !folderOfPackage; at = path.dirname(at)) {
    const found = path.join(at, 'node_modules', 'better-sqlite3');
    if (fs.existsSync(found)) folderOfPackage = found;
    else if (at === path.dirname(at)) folderOfPackage = path.dirname(require.resolve('better-sqlite3/package.json'));
  }
  return folderOfPackage;
}
function isLinuxMusl() {`,
});

/** The letters of all languages take 3 ms to compile. */
const optionsByAscii = withChanges('options-by-ascii', /commander[\\/]lib[\\/]option\.js$/, {
  'this.variadic = /': "this.variadic = flags.includes('...') && /",
});

/** Commander imports the part of Node that starts processes, which takes 4 ms, and hardly ever uses it. */
const processesOnFirstUse = {
  name: 'processes-on-first-use',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^node:child_process$/ }, ({ importer, path }) =>
      /[\\/]commander[\\/]/.test(importer) ? { path, namespace: 'on-first-use' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'on-first-use' }, () => ({
      contents:
        "export default { spawn: (...command) => process.getBuiltinModule('node:child_process').spawn(...command) };",
    }));
  },
};

/** Ink imports it when `DEV` is set, which is never the case in the built program. */
const withoutDevtools = {
  name: 'without-devtools',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^react-devtools-core$/ }, ({ path }) => ({ path, namespace: 'nothing' }));
    onLoad({ filter: /.*/, namespace: 'nothing' }, () => ({ contents: 'export default undefined;' }));
  },
};

/** Lets Ink measure text as the rest of the program does, which loads and runs faster. */
const ownWidths = {
  name: 'own-widths',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^string-width$/ }, ({ path }) => ({ path, namespace: 'own-widths' }));
    onLoad({ filter: /.*/, namespace: 'own-widths' }, () => ({
      contents: "export { displayWidth as default } from './src/model/text/width.ts';",
      resolveDir: process.cwd(),
    }));
  },
};

/**
 * Ink fills every frame with a new object for each cell: two thirds of what a key leaves to be collected.
 * Cells are replaced, never changed, so that all blank ones may be one; those at the end of a line are
 * trimmed anyway.
 */
const oneBlankCell = withChanges('one-blank-cell', /ink[\\/]build[\\/]output\.js$/, {
  'class OutputCaches {': `const blank = { type: 'char', value: ' ', fullWidth: false, styles: [] };
class OutputCaches {`,
  [`const row = [];
            for (let x = 0; x < this.width; x++) {
                row.push({
                    type: 'char',
                    value: ' ',
                    fullWidth: false,
                    styles: [],
                });
            }`]: 'const row = new Array(this.width).fill(blank);',
  'const lineWithoutEmptyItems = line.filter(': `
            line.length = line.findLastIndex(item => item !== blank) + 1;
            const lineWithoutEmptyItems = line.filter(`,
});

/** To import `node:fs` loads its promises, too, which takes 4 ms; this gets a part of Node without them. */
export const nodeWithoutPromises = {
  name: 'node-without-promises',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^node:/ }, ({ kind, path }) =>
      kind === 'import-statement' ? { path, namespace: 'part-of-node' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'part-of-node' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule('${path}');`,
    }));
  },
};

export const packageChanges = [
  sqliteInside,
  optionsByAscii,
  withoutDevtools,
  ownWidths,
  oneBlankCell,
  processesOnFirstUse,
];
