"""The words of the sample: names, titles, what is said about tasks."""

from __future__ import annotations

PEOPLE = (
    ("ada", "Ada Lovelace", "#b4543a", True),
    ("grace", "Grace Hopper", "#3a6bb4", False),
    ("alan", "Alan Turing", "#3d7742", False),
    ("katherine", "Katherine Johnson", "#8a4a86", False),
    ("edsger", "Edsger Dijkstra", "#85660f", False),
    ("barbara", "Barbara Liskov", "#277373", False),
)

BOARDS = (
    ("Website relaunch", ("ada", "grace", "alan", "katherine")),
    ("Mobile app", ("ada", "grace", "edsger")),
    ("Office move", ("ada", "katherine", "barbara")),
    ("Research", ("alan", "edsger", "barbara")),
)

WEBSITE = (
    (
        "todo",
        "Draft the landing page",
        "One sentence on what we do, one picture, one button. Everything else can wait.",
    ),
    ("todo", "Fix keyboard navigation", "The menu swallows the Tab key. Nobody reaches the footer without a mouse."),
    ("todo", "Rewrite the error messages", "Say what went wrong and what to do next. No codes, no apologies."),
    ("todo", "Plan the newsletter", "Monthly, short, and only when there is something to say."),
    ("todo", "Discuss the pricing table", "Two plans or three? Bring an example of each."),
    ("todo", "Invite five people to try it", "Watch, do not help, take notes."),
    ("todo", "Translate the help pages", ""),
    (
        "doing",
        "Measure load times",
        "On a slow phone, with an empty cache. Write the numbers down before anybody tunes.",
    ),
    ("doing", "Review the sign-up form", "Seven fields are four too many."),
    ("doing", "Test search results", "With typing mistakes, with two words, with nothing at all."),
    ("done", "Tidy up the image pipeline", "Three tools resize the same picture. Keep one."),
    ("done", "Write the privacy page", "In words that we would read ourselves."),
    ("done", "Back up the old archive", "Before the contract ends, and try restoring it once."),
    ("done", "Choose a typeface", "It has to have proper tabular figures."),
)

MOBILE = (
    ("todo", "Keep drafts while offline", "People write on the train. Nothing they typed may get lost in a tunnel."),
    ("todo", "Shrink the download", "Forty megabytes for a list of tasks is a bad joke."),
    ("todo", "Larger touch targets", "Nothing below 44 points, not even in the calendar."),
    ("todo", "Open the landing page from a link", "Into the app if there is one, into the browser if not."),
    ("todo", "Dark mode for the widgets", ""),
    ("todo", "Ask the testers for their phones", "Which models, which versions, how old."),
    ("doing", "Notifications that can wait", "Once a day, in one piece, at an hour that one chooses."),
    ("doing", "Crash when the clock goes back", "Only in October, only at night. Reproduce it first."),
    ("done", "Sign in with a fingerprint", ""),
    ("done", "Pictures for the store", "Five, without marketing on top of them."),
    ("done", "Publish the release notes", "Start with what changes for people who do nothing."),
)

OFFICE = (
    ("todo", "Order the new desks", "The measurements are attached to the floor plan."),
    ("todo", "Label the boxes", "Room, person, and whether it may stand on its head."),
    ("todo", "Tell the neighbours", "A landing full of boxes for a day, and cake afterwards."),
    ("todo", "Cancel the old cleaning contract", "Three months' notice: this one is urgent."),
    ("doing", "Move the phone numbers", "The provider wants it in writing. By fax."),
    ("doing", "Plants: who takes which?", "There is a list in the kitchen."),
    ("done", "Sign the lease", ""),
    ("done", "Measure the meeting room", "The big table does not fit. It never did."),
    ("done", "Find a mover", "Three offers, one with references."),
)

STUDIES = (
    ("todo", "Repeat the caching experiment", "With a cold cache, and with somebody else at the keyboard."),
    ("todo", "Read the paper on clocks", "Bring one question each."),
    ("todo", "Publish the data set", "Anonymous, documented, and in a format that will open in ten years."),
    ("doing", "Interview twelve users", "Seven done. They all mention the landing page."),
    ("doing", "Draw the state machine", "On paper first."),
    ("doing", "Write the related work", ""),
    ("done", "Agree on a question", "It took longer than expected, as it should."),
)

TASKS = (WEBSITE, MOBILE, OFFICE, STUDIES)

REMARKS = (
    "I can take this one.",
    "Done on my side, please have a look.",
    "Shall we wait for the numbers first?",
    "Looks good to me.",
    "I left two remarks in the draft.",
    "This is harder than it looked. Tomorrow, then.",
    "Talked to the others: they agree.",
    "Found the reason. A fix is on its way.",
)

FILES = (
    ("Order the new desks", "floor plan.txt", "Window side: 6 desks, 160 by 80 cm\nDoor side: 4 desks, 140 by 70 cm\n"),
    ("Measure load times", "numbers.csv", "page,first,again\nhome,4.1,1.9\npricing,3.8,1.7\nhelp,6.0,2.2\n"),
)
