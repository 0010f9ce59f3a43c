import type { Command } from 'commander';
import { table } from './adapters/table.js';
import type { CliDesk } from './cli.config.js';
import { scopeOf, type ScopeOptions } from './rendering/scope-options.js';
import { STORY_HEADING, storyRows } from './tell-story/story-rows.js';
import { tellStory } from './tell-story/tell-story.handler.js';

/** `counterpart story …` */
export function addStoryCommands(counterpart: Command, desk: CliDesk): void {
  counterpart
    .command('story')
    .description(
      'tell everything that happened to a document, or to a matter and all its documents, in order',
    )
    .option('--firm <firm>', 'the firm; COUNTERPART_FIRM where it is not named')
    .option('--matter <id>', 'Clio’s id of the matter')
    .option('--document <id>', 'Clio’s id of the document')
    .action(async (options: ScopeOptions) => {
      const scope = scopeOf(options, desk.settings().COUNTERPART_FIRM);
      // Only here: nothing else of the command line needs a database or its driver.
      const { openTrail } = await import('./adapters/database-trail.js');
      const trail = await openTrail(desk.setting('COUNTERPART_DATABASE_URL'), 0);
      desk.closeLater(() => trail.close());
      const story = await tellStory(trail, scope);
      desk.print(
        story,
        story.events.length === 0
          ? 'The trail has no event of it.'
          : table(STORY_HEADING, storyRows(story.events)),
      );
    });
}
