// Writes the generated part of the field catalogue: `npm run catalogue`, after an update of the client.
import { writeFileSync } from "node:fs";
import { kubernetesTypeTable, printTypeTable } from "./kubernetes-types.ts";
import { loadClientModels } from "./load-client-models.ts";

const { models, source } = await loadClientModels();
writeFileSync(
  "src/audit/kubernetes-types.generated.json",
  printTypeTable(kubernetesTypeTable(models, source)),
);
