// Starts the few parts of a page that work better with scripts. Every page is complete without.
// The semicolons matter: the import gets its hashed name only where one ends the line.
import { initAll } from './govuk-frontend.min.js';

document.body.classList.add('js-enabled', 'govuk-frontend-supported');
initAll();
