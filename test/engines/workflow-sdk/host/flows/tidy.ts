// biome-ignore lint/style/noDefaultExport: a flow that is called as its module is what is tried
export default async function (value: string) {
  'use workflow';
  return value;
}
