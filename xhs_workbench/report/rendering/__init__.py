"""An executed notebook made into what one reads: pages, their spreadsheet, their PDF; and who may read which."""
