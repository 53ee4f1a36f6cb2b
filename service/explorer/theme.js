// Light or dark, before anything is painted: what was chosen here before, or what the system has.
"use strict";

const prefersDark = matchMedia("(prefers-color-scheme: dark)");
const kept = () => {
  try {
    return localStorage.getItem("theme");
  } catch {
    return null; // storage may be forbidden
  }
};
const show = () => (document.documentElement.dataset.theme = kept() ?? (prefersDark.matches ? "dark" : "light"));

show();
prefersDark.addEventListener("change", show);
