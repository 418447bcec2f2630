// The elements of the playground by their ids, and new ones.

export const $ = (id) => document.getElementById(id);

/** Makes an element. Text goes in as text: names of classes and files come from outside. */
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.startsWith("aria-") || key.startsWith("data-") || key === "role") {
      made.setAttribute(key, value);
    } else {
      made[key] = value;
    }
  }

  made.append(...children);
  return made;
}

/** Lets the arrow keys, Home and End move among the buttons of a list, one of which is in the tab order. */
export function moveByArrows(list, selector) {
  list.addEventListener("keydown", (event) => {
    const buttons = [...list.querySelectorAll(selector)];
    const at = buttons.indexOf(document.activeElement);
    const to = {
      ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1,
    }[event.key];
    if (at < 0 || to === undefined) {
      return;
    }

    event.preventDefault();
    const next = buttons[Math.max(0, Math.min(to, buttons.length - 1))];
    makeTabStop(buttons, next);
    next.focus();
  });
}

/** Makes one of some buttons the one that the tab key reaches. */
export function makeTabStop(buttons, chosen) {
  for (const button of buttons) {
    button.tabIndex = button === chosen ? 0 : -1;
  }
}

let announcing = 0;

/** Tells people who do not see the page what has changed, once it has settled. */
export function announce(text) {
  clearTimeout(announcing);
  announcing = setTimeout(() => {
    $("announce").textContent = text;
  }, 300);
}
