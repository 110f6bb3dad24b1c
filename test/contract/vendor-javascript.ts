/**
 * The vendor's two JavaScript samples. The first stands on «MCP & tooling» as it is here, without its indentation; the
 * second, on «Agent guide», is torn into pieces by the readable text, and put together again from them.
 */

export const TG_FETCH = `const TRACKAGOAT_KEY = process.env.TRACKAGOAT_API_KEY;
const BASE = 'https://www.trackagoat.com/api/v1';
async function tgFetch(path) {
const res = await fetch(\`\${BASE}\${path}\`, {
headers: { Authorization: \`Bearer \${TRACKAGOAT_KEY}\` },
});
const { data, error } = await res.json();
if (error) throw new Error(error);
return data;
}`

export const FETCH_ALL = `async function fetchAll(url, key) {
  const items = [];
  let cursor = null;
  do {
    const u = cursor ? \`\${url}?cursor=\${cursor}\` : url;
    const { data, meta } = await fetch(u, {
      headers: { Authorization: \`Bearer \${key}\` },
    }).then(r => r.json());
    items.push(...data);
    cursor = meta.hasMore ? meta.nextCursor : null;
  } while (cursor);
  return items;
}`
