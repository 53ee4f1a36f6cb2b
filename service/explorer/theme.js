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

addEventListener("DOMContentLoaded", () => document.getElementById("theme")?.addEventListener("click", () => {
  const theme = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem("theme", theme);
  } catch {
    // storage may be forbidden: then the choice holds as long as the page
  }
}));
