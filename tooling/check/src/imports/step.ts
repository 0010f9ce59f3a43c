import { repositoryFiles } from '../repository-files.ts';
import { listWorkspaces, repositoryRoot } from '../repository.ts';
import { checkImports, describeFinding } from './check-imports.ts';
import { fixtureProblems } from './fixtures.ts';

/** Checks the repository, and first that every rule can fail. */
export async function importProblems(): Promise<string[]> {
  const workspaces = listWorkspaces();
  const sources = (await repositoryFiles()).filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'));
  const findings = checkImports(repositoryRoot, sources, workspaces);
  return [...fixtureProblems(workspaces), ...findings.map(describeFinding)];
}
