import { html } from "hono/html";

/** As much of an OpenAPI 3.1 document as the page shows. */
export interface ReferenceDocument {
  /** What the API is. */
  readonly info: {
    /** Its name. */
    readonly title: string;
    /** Its version. */
    readonly version: string;
  };
  /** Operations by path and method. */
  readonly paths?: Readonly<Record<string, object>>;
  /** What operations refer to. */
  readonly components?: object;
}

/** One way to use a path. */
interface Operation {
  readonly summary?: string;
  readonly parameters?: readonly unknown[];
  readonly requestBody?: unknown;
  readonly responses?: unknown;
}

/** Style of the page; a file of its own, because our pages run nothing inline. */
export const REFERENCE_STYLE = `:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h2 { font: 600 1.1rem ui-monospace, monospace; margin: 2.5rem 0 0.25rem; }
h2 a { color: inherit; text-decoration: none; }
pre { background: color-mix(in srgb, currentColor 8%, transparent); padding: 1rem; overflow-x: auto; border-radius: 0.5rem; }
summary { cursor: pointer; }
`;

/** A page without scripts that shows an OpenAPI document. */
export function referencePage({ info, paths, components }: ReferenceDocument): ReturnType<typeof html> {
  const operations = Object.entries(paths ?? {}).flatMap(([path, methods]) => {
    return Object.entries(methods).map(([method, operation]) => operationPart(method, path, operation));
  });
  return html`
    <!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>${info.title} API</title>
        <link rel="stylesheet" href="/api/docs/style.css">
      </head>
      <body>
    <h1>${info.title} API <small>${info.version}</small></h1>
    <p>The same as a document for programs: <a href="/api/openapi.json">OpenAPI</a>. Errors are
    <a href="https://www.rfc-editor.org/rfc/rfc9457">problem+json</a> with a stable <code>code</code>. Send the admin
    token as <code>Authorization: Bearer …</code>.</p>
    ${operations}
    <h2 id="schemas">Schemas</h2>
    <pre>${pretty(components)}</pre>
      </body>
    </html>
  `;
}

function operationPart(method: string, path: string, operation: Operation) {
  const { summary, parameters, requestBody, responses } = operation;
  const id = `${method}-${path}`;
  return html`
    <h2 id="${id}"><a href="#${id}">${method.toUpperCase()} ${path}</a></h2>
    <p>${summary ?? ""}</p>
    <details>
      <summary>Parameters, body and answers</summary>
      <pre>${pretty({ parameters, requestBody, responses })}</pre>
    </details>
  `;
}

function pretty(value: unknown): string {
  return JSON.stringify(value, null, 2) ?? "";
}
