import js from "@eslint/js";
import globals from "globals";

const strict = {
  ...js.configs.recommended.rules,
  eqeqeq: ["error", "always", { null: "ignore" }],
  curly: ["error", "multi-line"],
  "no-console": "error", // trouble goes over the bridge; a console line fails a page test
  "no-eval": "error",
  "no-implied-eval": "error",
  "no-implicit-globals": "error",
  "no-shadow": "error",
  "no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
  "no-var": "error",
  "prefer-const": "error",
  // Text reaches the page as data: textContent, never markup.
  "no-restricted-properties": [
    "error",
    ...["innerHTML", "outerHTML", "insertAdjacentHTML", "write", "writeln"].map((property) => ({
      property,
      message: "set textContent or build elements: names and texts are hostile",
    })),
  ],
};

export default [
  { ignores: ["resources/vendor/", "node_modules/", "build/", ".venv*/", ".uv/"] },
  {
    files: ["**/*.js"],
    languageOptions: {
      ecmaVersion: 2023,
      sourceType: "module",
      globals: { ...globals.browser, ...globals.worker },
    },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: strict,
  },
];
