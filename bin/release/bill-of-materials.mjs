// What is in a release, as CycloneDX: a list for those who have to know which packages they run.
import { readFileSync } from 'node:fs';

/**
 * A CycloneDX document of a program: what the build bundled, and the components beside that. The same input
 * gives the same text, since it holds no time.
 */
export function toBillOfMaterials(bundled, others) {
  const { name, version, description, license } = readJson('package.json');
  const { packages } = readJson('package-lock.json');
  const components = [...bundled.map(item => toComponent(item, packages)), ...others];
  const root = { type: 'application', 'bom-ref': purl({ name, version }), name, version, description };
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: { ...root, licenses: [{ license: { id: license } }], purl: purl({ name, version }) },
    },
    components,
    dependencies: [{ ref: root['bom-ref'], dependsOn: components.map(item => item['bom-ref']) }],
  };
}

/** Node itself, in a program of one file. */
export function nodeComponent(version) {
  const reference = `pkg:generic/node@${version}`;
  return { type: 'platform', 'bom-ref': reference, name: 'node', version, purl: reference };
}

function toComponent({ name, version, license }, packages) {
  const locked = Object.entries(packages).find(
    ([path, item]) => path.endsWith(`node_modules/${name}`) && item.version === version,
  );
  if (!locked) throw new Error(`${name} ${version} is not in package-lock.json`);
  const [algorithm, hash] = locked[1].integrity.split(/-(.*)/);
  return {
    type: 'library',
    'bom-ref': purl({ name, version }),
    name,
    version,
    hashes: [{ alg: algorithm.replace('sha', 'SHA-'), content: Buffer.from(hash, 'base64').toString('hex') }],
    licenses: [{ license: { id: license } }],
    purl: purl({ name, version }),
  };
}

function purl({ name, version }) {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}
