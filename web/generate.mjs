// Writes src/api/schema.d.ts from the server's document.
import { readFileSync, writeFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';

const document = JSON.parse(readFileSync(process.env['npm_package_config_openapi'] ?? '../docs/openapi.json', 'utf8'));

// The client knows operations by path and method. Their ids would be one flat list of types, in which those of two paths
// that share an id (`get`) become one; without ids each stands at its path.
for (const methods of Object.values(document.paths)) {
  for (const operation of Object.values(methods)) {
    delete operation.operationId;
  }
}

const nodes = await openapiTS(document, { alphabetize: true });
const head = '// Written by `npm run generate` from the OpenAPI document; do not edit.\n';
writeFileSync('src/api/schema.d.ts', head + astToString(nodes));
